/** How anything here can fail and say so, and how a secret hides itself. Depends on nothing. */
package dev.caravan;
