#!/bin/sh
# Builds the self-hosted GraphiQL page from the lock file into ../assets/graphiql.
set -eu
cd "$(dirname "$0")"
npm ci
node build.mjs
