"""Employees who turned out to be one person.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

import crm_core.database.types

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('employee_joins',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kept_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('joined_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', crm_core.database.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('moved', sa.JSON(), nullable=False),
    sa.Column('undone_at', crm_core.database.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['employees.id'], name=op.f('fk_employee_joins_by_id')),
    sa.ForeignKeyConstraint(['joined_id'], ['employees.id'], name=op.f('fk_employee_joins_joined_id')),
    sa.ForeignKeyConstraint(['kept_id'], ['employees.id'], name=op.f('fk_employee_joins_kept_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employee_joins'))
    )
    with op.batch_alter_table('employee_joins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_employee_joins_kept_id'), ['kept_id'], unique=False)

    # In place: SQLite can't make a table anew that others refer to.
    op.add_column('employees', sa.Column('joined_to', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'),
        sa.ForeignKey('employees.id', name=op.f('fk_employees_joined_to')), nullable=True), inline_references=True)
    op.create_index(op.f('ix_employees_joined_to'), 'employees', ['joined_to'], unique=False)
