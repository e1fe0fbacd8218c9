# Everything a developer types. `make` alone says what there is.
.DEFAULT_GOAL := help
.PHONY: help test chaos lint ci demo bench up down logs

help: ## что есть
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 14

test: ## все тесты на SQLite и на PostgreSQL (поднимает и убирает его сам)
	@scripts/test.sh

chaos: ## 10 000 уведомлений в бурю и 200 убийств процесса, на обеих базах (до часа)
	@ZAKUPAI_CHAOS=full scripts/test.sh --test it chaos -- --nocapture --test-threads 1

lint: ## оформление, clippy и документация кода
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items

ci: ## то, что проверяет CI
	.ci/run

demo: ## бот в терминале: без токенов и без сети
	cargo run --release --locked -- demo

bench: ## числа: продукт против своих обещаний
	cargo run --release --locked -- bench all

up: ## бот и PostgreSQL в контейнерах
	docker compose up --build --detach

down: ## остановить их; данные остаются
	docker compose down

logs: ## их журнал
	docker compose logs --follow --tail 200
