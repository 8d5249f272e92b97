"""Where a message may go instead, when its receiver can't be reached.

Revision: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('outbox', sa.Column('fallbacks', sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
