#!/bin/sh
# The page tests drive a real Chromium. Where there is none and it may be installed, it is; else they are skipped.
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the page tests ..."
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      chromium fonts-noto-core fonts-noto-color-emoji; } >/dev/null 2>&1 && exit 0
fi
echo "No Chromium here: the page tests will be skipped (Debian: apt-get install chromium)."
exit 0
