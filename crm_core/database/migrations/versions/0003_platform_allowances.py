"""What a platform lets the company spend in a month, and what was spent of it.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

import crm_core.database.types

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('platform_allowances',
    sa.Column('platform', sa.String(length=16), nullable=False),
    sa.Column('spent', sa.String(length=8), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('set_by', sa.Integer(), nullable=False),
    sa.Column('set_at', crm_core.database.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('platform', 'spent', name=op.f('pk_platform_allowances'))
    )
    op.create_table('platform_usage',
    sa.Column('platform', sa.String(length=16), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('spent', sa.String(length=8), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('platform', 'month', 'spent', name=op.f('pk_platform_usage'))
    )
