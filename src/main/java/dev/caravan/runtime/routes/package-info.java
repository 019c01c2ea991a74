/** Routes in the Java DSL. Every class here is found and started, also those of other jars. */
package dev.caravan.runtime.routes;
