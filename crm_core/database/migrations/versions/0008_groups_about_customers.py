"""Which customer a group of colleagues is about.

Revision: 0008
"""

import sqlalchemy as sa
from alembic import op

import crm_core.database.types

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('group_customers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('platform', sa.String(length=16), nullable=False),
    sa.Column('group_id', sa.String(length=128), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('bound_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('bound_at', crm_core.database.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['bound_by'], ['employees.id'], name=op.f('fk_group_customers_bound_by')),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_group_customers_customer_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_customers'))
    )
    with op.batch_alter_table('group_customers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_customers_customer_id'), ['customer_id'], unique=False)
        batch_op.create_index('uq_group_customers_platform_group_id', ['platform', 'group_id'], unique=True)
