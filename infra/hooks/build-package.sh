#!/usr/bin/env bash
# azd's hook before it packages: builds .local/package/app, which azd deploys as it is. It needs Python 3.13 with pip.
# No tests are run here: ./dev check has run them on the same package, as the same sources give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec ./dev package --no-tests
