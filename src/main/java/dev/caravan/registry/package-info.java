/** Schemas of messages, as a schema registry keeps them by id: asked for over Confluent's REST API, which others speak too. */
package dev.caravan.registry;
