# syntax=docker/dockerfile:1
# Build: the server and the console. Run: the server, its production packages and nothing else.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The build is a step of its own below, once the sources are there. SQLite for this Node comes ready-made.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=3000 \
  DATABASE_URL=file:/data/parley.db \
  FLOWS_DIR=/app/flows
WORKDIR /app
RUN install --directory --owner=node --group=node /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/db ./db
COPY --from=build /app/schemas ./schemas
COPY --from=build /app/flows ./flows
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Longer than a webhook may be held: what is under way finishes first.
STOPSIGNAL SIGTERM
CMD ["node", "--max-old-space-size=1280", "dist/src/main.js"]
