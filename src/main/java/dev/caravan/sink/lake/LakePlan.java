package dev.caravan.sink.lake;

import dev.caravan.batch.Batch;
import dev.caravan.catalog.Manifest;
import dev.caravan.sink.StagingFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is to be done so that a batch becomes visible in a lake.
 *
 * @param manifest to be published, or the one that is there already
 * @param landed the batch is visible already: nothing is to be done
 * @param staged key in the lake to the file that is to stand there; empty when landed
 * @param data objects to be put first: empty unless the lake is a bucket
 * @param publication the manifest as an object, to be put last and only if absent: one element, or
 *     none unless the lake is a bucket
 */
public record LakePlan(
    Batch batch,
    Manifest manifest,
    boolean landed,
    Map<String, Path> staged,
    List<Upload> data,
    List<Upload> publication,
    StagingFolder staging) {}
