package dev.caravan.source.http;

import dev.caravan.Secret;
import java.time.Instant;

/** A token and when it ends. */
public record AccessToken(Secret value, Instant issued, Instant ends) {}
