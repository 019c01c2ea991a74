/** Where secrets are kept, how they are handed out, and who asked for them. */
package dev.caravan.security;
