"""What the last readings of the directories changed.

Revision: 0016
"""

import sqlalchemy as sa
from alembic import op

import crm_core.database.types

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('directory_readings',
    sa.Column('platform', sa.String(length=16), nullable=False),
    sa.Column('read_at', crm_core.database.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('added', sa.JSON(), nullable=False),
    sa.Column('changed', sa.JSON(), nullable=False),
    sa.Column('left', sa.JSON(), nullable=False),
    sa.Column('notes', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('platform', name=op.f('pk_directory_readings'))
    )
