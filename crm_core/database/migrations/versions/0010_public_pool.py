"""When a leaver's customers were opened to his team.

Revision: 0010
"""

import sqlalchemy as sa
from alembic import op

import crm_core.database.types

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('employees', sa.Column('pooled_at', crm_core.database.types.UtcDateTime(timezone=True), nullable=True))
