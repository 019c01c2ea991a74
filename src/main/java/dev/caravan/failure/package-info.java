/** What a failure asks for: the table that classifies, when to try again, and how calls outside are limited. */
package dev.caravan.failure;
