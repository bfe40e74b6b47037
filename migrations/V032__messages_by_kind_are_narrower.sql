-- A first plan of a large farm writes tens of thousands of messages. An index has the id of a row at its end without being
-- told: said again it is stored twice.

DROP INDEX planning_messages_by_type;

CREATE INDEX planning_messages_by_type ON planning_messages (message_type);
