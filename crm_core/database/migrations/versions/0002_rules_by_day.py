"""A rule keeps its versions, each with the instant from which it counts.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

import crm_core.database.types

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('rule_versions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.Column('effective_from', crm_core.database.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('proposal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('set_by', sa.Integer(), nullable=False),
    sa.Column('set_at', crm_core.database.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['proposal_id'], ['rule_proposals.id'], name=op.f('fk_rule_versions_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_versions'))
    )
    with op.batch_alter_table('rule_versions', schema=None) as batch_op:
        batch_op.create_index('uq_rule_versions_name_effective_from', ['name', 'effective_from'], unique=True)

    op.execute(
        "INSERT INTO rule_versions (name, value, effective_from, proposal_id, set_by, set_at) "
        "SELECT name, value, set_at, (SELECT max(p.id) FROM rule_proposals p "
        "WHERE p.name = company_rules.name AND p.state = 'enabled'), set_by, set_at FROM company_rules"
    )
    op.drop_table('company_rules')
