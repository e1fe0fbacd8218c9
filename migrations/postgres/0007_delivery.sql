-- What a block kept back: found when the person returns.
CREATE INDEX outbox_blocked ON outbox (chat_id) WHERE state = 'blocked';
