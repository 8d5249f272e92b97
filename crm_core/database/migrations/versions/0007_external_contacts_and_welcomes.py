"""People whom colleagues have as customers in a platform's chat, and what new ones are greeted with.

Revision: 0007
"""

import sqlalchemy as sa
from alembic import op

import crm_core.database.types

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('welcomes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_at', crm_core.database.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['asked_by'], ['employees.id'], name=op.f('fk_welcomes_asked_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_welcomes'))
    )
    op.create_table('external_contacts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('platform', sa.String(length=16), nullable=False),
    sa.Column('external_id', sa.String(length=64), nullable=False),
    sa.Column('employee_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('remark', sa.String(length=100), nullable=False),
    sa.Column('company', sa.String(length=200), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('phones', sa.JSON(), nullable=False),
    sa.Column('tags', sa.JSON(), nullable=False),
    sa.Column('source', sa.String(length=100), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('added_at', crm_core.database.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ignored_at', crm_core.database.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_at', crm_core.database.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_external_contacts_customer_id')),
    sa.ForeignKeyConstraint(['employee_id'], ['employees.id'], name=op.f('fk_external_contacts_employee_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_external_contacts')),
    sa.UniqueConstraint('platform', 'external_id', 'employee_id', name=op.f('uq_external_contacts_platform_external_id_employee_id'))
    )
    with op.batch_alter_table('external_contacts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_external_contacts_customer_id'), ['customer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_external_contacts_employee_id'), ['employee_id'], unique=False)
