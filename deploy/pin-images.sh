#!/bin/sh
# Prints the images that Dockerfile and compose.yaml build on, each by digest: sh deploy/pin-images.sh >>.env
set -eu

# pin VARIABLE IMAGE
pin() {
  digest=$(docker buildx imagetools inspect "$2" --format '{{.Manifest.Digest}}')
  printf '%s=%s@%s\n' "$1" "$2" "$digest"
}

pin NODE_IMAGE node:24.21.0-bookworm-slim
pin POSTGRES_IMAGE postgres:17
