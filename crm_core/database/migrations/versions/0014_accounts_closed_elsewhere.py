"""Accounts that were closed because another platform's directory has lost their owner.

Revision: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('closed_by', sa.String(length=16), server_default='', nullable=False))
