"""What stands in front of the pages: plain addresses of our own, and what every request passes on its way.

From the outside in: what every answer carries, the patient's lock, the gate. The lock comes before the gate, so that a
browser in a patient's hands is shown no sign-in either.
"""

from __future__ import annotations

from typing import Any

from starlette.middleware import Middleware

from views import sign_in, sign_in_links, sign_in_with, studio_assets, tablet
from views.gate import Gate
from views.shield import Shield
from views.tablet_lock import Lock

ROUTES = [*sign_in.ROUTES, *sign_in_links.ROUTES, *sign_in_with.ROUTES, *tablet.ROUTES, *studio_assets.ROUTES]
MIDDLEWARE = [Middleware(Shield), Middleware(Lock), Middleware(Gate)]
FRONT: dict[str, Any] = {"routes": ROUTES, "middleware": MIDDLEWARE}
