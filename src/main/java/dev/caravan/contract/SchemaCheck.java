package dev.caravan.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.caravan.Problem;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Holds documents against a JSON Schema (2019-09) and tells what is wrong with place and nearest name. Thread-safe. */
public final class SchemaCheck {
  private final JsonNode tree;
  private final JsonSchema schema;

  public SchemaCheck(JsonNode tree) {
    this.tree = tree;
    this.schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
            .getSchema(tree, SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).locale(Locale.ROOT).build());
    schema.initializeValidators();
  }

  /** Everything that does not conform; one problem for each place. */
  public List<Problem> problems(YamlDocument document) {
    Map<String, Problem> problems = new LinkedHashMap<>();
    for (ValidationMessage message : schema.validate(document.root())) {
      SchemaProblem problem = new SchemaProblem(tree, message);
      problems.putIfAbsent(problem.pointer(), problem.at(document));
    }
    return List.copyOf(problems.values());
  }

  /** Where it does not conform, down to the missing or surplus key. */
  Set<String> pointers(YamlDocument document) {
    Set<String> pointers = new LinkedHashSet<>();
    for (ValidationMessage message : schema.validate(document.root())) {
      pointers.add(new SchemaProblem(tree, message).pointer());
    }
    return pointers;
  }
}
