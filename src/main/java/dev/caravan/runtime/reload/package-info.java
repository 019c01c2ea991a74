/** What is looked at while flows run: files that change, and what has changed in them. */
package dev.caravan.runtime.reload;
