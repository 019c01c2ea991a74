package dev.caravan.contract;

import dev.caravan.Place;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An Open Data Contract, as far as Caravan acts on it. Immutable.
 *
 * @param reference how routes name it: {@code retail/order}; for a file read by itself its path
 * @param standard the standard's version it is written in: {@code v3.1.0}
 * @param id never null
 * @param name of the contract, or null
 * @param version of the contract, never null
 * @param status {@code draft}, {@code active} …; null when a 3.2 contract has none
 * @param datasets its schema objects, in order
 */
public record Contract(
    String reference,
    String standard,
    String id,
    String name,
    String version,
    String status,
    List<Dataset> datasets,
    CustomProperties customProperties) {

  /** How many percent of a batch's records may be rejected before a run ends with exit code 3. */
  public static final String MAX_REJECT_PERCENT = "caravan.maxRejectPercent";

  public Contract {
    Objects.requireNonNull(reference, "reference is null");
    datasets = List.copyOf(datasets);
  }

  /**
   * One schema object: a table, a topic, a file.
   *
   * @param contract reference of its contract, with {@code #name} behind it when there are several
   * @param contractVersion version of its contract
   * @param id stable id, or null
   * @param physicalName null when not given
   * @param maxRejectPercent share of records, 0 to 100, that may be rejected; null when none is set
   */
  public record Dataset(
      String contract,
      String contractVersion,
      String id,
      String name,
      String physicalName,
      List<Property> properties,
      List<Relationship> relationships,
      List<QualityRule> quality,
      CustomProperties customProperties,
      BigDecimal maxRejectPercent,
      Place place) {
    public Dataset {
      properties = List.copyOf(properties);
      relationships = List.copyOf(relationships);
      quality = List.copyOf(quality);
    }

    public Optional<Property> property(String propertyName) {
      return properties.stream()
          .filter(property -> property.name().equals(propertyName))
          .findFirst();
    }

    /** The primary key's properties by primaryKeyPosition; those without a position follow in file order. */
    public List<Property> primaryKey() {
      return properties.stream()
          .filter(Property::primaryKey)
          .sorted(
              Comparator.comparingInt(
                  (Property property) -> afterAll(property.primaryKeyPosition())))
          .toList();
    }

    /** The partition columns by partitionKeyPosition; those without a position follow in file order. */
    public List<Property> partitions() {
      return properties.stream()
          .filter(Property::partitioned)
          .sorted(
              Comparator.comparingInt(
                  (Property property) -> afterAll(property.partitionKeyPosition())))
          .toList();
    }

    private static int afterAll(int position) {
      return position < 0 ? Integer.MAX_VALUE : position;
    }
  }

  /**
   * One property (column, field), possibly with nested ones.
   *
   * @param id stable id, or null
   * @param name null only for the items of an array and the key and value of a map
   * @param physicalName null when not given
   * @param logicalType null when not given
   * @param physicalType null when not given
   * @param primaryKeyPosition -1 when not given
   * @param partitionKeyPosition -1 when not given
   * @param classification {@code public}, {@code restricted} …, or null
   * @param examples as written
   * @param validValues the values of a 3.2 {@code enum}; empty when there is none
   * @param properties nested ones of an object
   * @param items of an array, or null
   */
  public record Property(
      String id,
      String name,
      String physicalName,
      String description,
      String logicalType,
      String physicalType,
      TypeOptions options,
      boolean required,
      boolean unique,
      boolean primaryKey,
      int primaryKeyPosition,
      boolean partitioned,
      int partitionKeyPosition,
      String classification,
      List<Object> examples,
      List<Object> validValues,
      List<Property> properties,
      Property items,
      List<Relationship> relationships,
      List<QualityRule> quality,
      CustomProperties customProperties,
      Map<String, Place> places,
      Place place) {
    public Property {
      examples = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(examples));
      validValues = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(validValues));
      properties = List.copyOf(properties);
      relationships = List.copyOf(relationships);
      quality = List.copyOf(quality);
      places = Map.copyOf(places);
    }

    /** Where one of its own keys has its value. */
    public Place place(String key) {
      return places.getOrDefault(key, place);
    }
  }

  /**
   * A foreign key.
   *
   * @param from references of this dataset's properties as written; empty at property level
   * @param to references as written: {@code countries.code} or {@code schema/<id>/properties/<id>}
   */
  public record Relationship(
      List<String> from, List<String> to, CustomProperties customProperties, Place place) {
    public Relationship {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }
  }

  /** The only schema object, or the one of that name. */
  public Optional<Dataset> dataset(String datasetName) {
    return datasets.stream().filter(dataset -> dataset.name().equals(datasetName)).findFirst();
  }
}
