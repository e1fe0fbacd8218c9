# syntax=docker/dockerfile:1

FROM rust:1.95-slim-bookworm AS build
# SQLite and the TLS library are compiled from their C sources.
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Dependencies first, with nothing of ours: this layer lasts until they change.
COPY Cargo.toml Cargo.lock ./
RUN mkdir src \
    && echo 'fn main() {}' > build.rs \
    && echo 'fn main() {}' > src/main.rs \
    && touch src/lib.rs \
    && cargo build --release --locked \
    && rm -rf src build.rs
COPY build.rs ./
COPY locales locales
COPY migrations migrations
COPY assets assets
COPY src src
# Cargo goes by times, and the sources may be older than the stand-ins they replace.
RUN touch build.rs src/lib.rs src/main.rs \
    && cargo build --release --locked

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 1001 zakupai \
    && useradd --uid 1001 --gid zakupai --no-create-home --home-dir /data --shell /usr/sbin/nologin zakupai \
    && install --directory --owner zakupai --group zakupai --mode 0750 /data
COPY --from=build /src/target/release/zakupai /usr/local/bin/zakupai
ENV DATA_DIR=/data \
    HTTP_ADDR=0.0.0.0:8080 \
    LOG_FORMAT=json
USER 1001:1001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=3 CMD ["zakupai", "health"]
ENTRYPOINT ["zakupai"]
CMD ["run"]
