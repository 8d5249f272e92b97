"""Tags on customers.

Revision: 0011
"""

import sqlalchemy as sa
from alembic import op

import crm_core.database.types

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('customer_tags',
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=30), nullable=False),
    sa.Column('set_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('set_at', crm_core.database.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_customer_tags_customer_id')),
    sa.ForeignKeyConstraint(['set_by'], ['employees.id'], name=op.f('fk_customer_tags_set_by')),
    sa.PrimaryKeyConstraint('customer_id', 'name', name=op.f('pk_customer_tags'))
    )
