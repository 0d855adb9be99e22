# By digest: deploy/pin-images.sh prints it (docs/deployment.md).
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json nest-cli.json ormconfig.ts ./
COPY migrations ./migrations
COPY src ./src
COPY web ./web
COPY recipes ./recipes
COPY bin ./bin
COPY docs ./docs
COPY LICENSE CHANGELOG.md CONTRIBUTING.md SECURITY.md ./
COPY scripts/pack-qgate.mjs scripts/build.mjs scripts/docs.mjs ./scripts/
COPY scripts/support/builds.mjs scripts/support/join-modules.mjs ./scripts/support/
COPY scripts/docs ./scripts/docs
# docker build --build-arg COMMIT=$(git rev-parse HEAD): shown by GET /api/version
ARG COMMIT
RUN npm run build && npm run docs && cd dist && rm -r migrations src/cli src/domain src/modules src/openapi src/platform

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# TypeScript comes along as something that a package of Nest may use, and does not here.
RUN npm ci --omit=dev --ignore-scripts && rm -r node_modules/typescript

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="Quality gate" org.opencontainers.image.licenses=Apache-2.0
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/dist-web ./dist-web
COPY --from=build /app/dist-qgate ./dist-qgate
COPY --from=build /app/dist-docs ./dist-docs
COPY package.json openapi.json LICENSE ./
COPY bin/healthcheck.js bin/qgate-admin.js ./bin/
COPY recipes ./recipes
COPY docs ./docs
COPY scripts/start.mjs ./scripts/
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --retries=3 CMD ["node", "bin/healthcheck.js"]
CMD ["node", "--v8-pool-size=1", "dist/src/main.js"]
