/** A support bundle: what tells somebody elsewhere how a Caravan stands, without secrets. */
package dev.caravan.cli.doctor;
