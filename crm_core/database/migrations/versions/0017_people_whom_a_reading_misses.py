"""People whom a doubtful reading of their directory no longer showed.

Revision: 0017
"""

import sqlalchemy as sa
from alembic import op

import crm_core.database.types

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'doubtful_readings',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('platform', sa.String(length=16), nullable=False),
        sa.Column('at', crm_core.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_doubtful_readings')),
    )
    # In place: SQLite need not make the table anew for it.
    op.add_column('accounts', sa.Column('missed_in', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'),
        sa.ForeignKey('doubtful_readings.id', name=op.f('fk_accounts_missed_in')), nullable=True), inline_references=True)
