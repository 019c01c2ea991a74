package dev.caravan.security;

import java.net.URI;

/**
 * Who hands out bearer tokens that let people in.
 *
 * @param address of the OpenID Connect issuer, exactly as its tokens name it
 * @param audience that a token must be for
 * @param rolesClaim where a token holds roles; dots lead into claims within claims: {@code realm_access.roles}
 * @param rolePrefix before the names of Caravan's roles there; may be empty
 */
public record Issuer(URI address, String audience, String rolesClaim, String rolePrefix) {}
