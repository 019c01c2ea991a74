package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a change does not touch stays as somebody wrote it. */
class ContractEditTest {
  private static final String BLOCK =
      """
      # orders of the shop
      apiVersion: v3.1.0
      kind: DataContract
      id: order
      version: "1.0.0" # raise it with each change
      status: active
      schema:
        - name: order
          properties:
            # given by the shop
            - name: id
              logicalType: integer
              required: true
            - name: amount   # gross
              logicalType: number
              logicalTypeOptions:
                minimum: 0
              description: |
                What the customer pays,
                all taxes in.

            # 😀 the last one
            - {name: note, logicalType: string}  # free text
          # about all of it
          description: Orders.
      """;

  private static Map<String, String> keys(String... pairs) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      keys.put(pairs[i], pairs[i + 1]);
    }
    return keys;
  }

  private static ContractEdit edit(String text) {
    ContractReader.read("shop/order", "order.odcs.yaml", text);
    return new ContractEdit("order.odcs.yaml", text);
  }

  private static void same(ContractEdit edit, String expected) {
    assertThat(edit.text()).isEqualTo(expected);
    ContractReader.read("shop/order", "order.odcs.yaml", edit.text());
  }

  @Test
  void aVersionKeepsItsQuotesAndTheRemarkBehindIt() {
    ContractEdit edit = edit(BLOCK);
    edit.version("1.1.0");
    same(edit, BLOCK.replace("\"1.0.0\" #", "\"1.1.0\" #"));
  }

  @Test
  void aPropertyIsAddedInTheWayTheLastOneIsWritten() {
    ContractEdit flow = edit(BLOCK);
    flow.add("order", keys("name", "tier", "physicalName", "Tier: of \"x\"", "logicalType", "string"));
    same(flow, BLOCK.replace("# free text\n", "# free text\n      - {name: tier, physicalName: \"Tier: of \\\"x\\\"\", logicalType: string}\n"));

    String lines = BLOCK.replace("      # 😀 the last one\n      - {name: note, logicalType: string}  # free text\n", "");
    ContractEdit block = edit(lines);
    block.add("order", keys("name", "tier", "logicalType", "string"));
    same(block, lines.replace("all taxes in.\n", "all taxes in.\n      - name: tier\n        logicalType: string\n"));
  }

  @Test
  void aPropertyIsTakenOutWithoutItsNeighbours() {
    ContractEdit edit = edit(BLOCK);
    edit.remove("order", "note");
    same(edit, BLOCK.replace("      - {name: note, logicalType: string}  # free text\n", ""));
  }

  @Test
  void keysAreSetReplacedAndTakenOut() {
    ContractEdit edit = edit(BLOCK);
    edit.set("order", "id", "required", "false");
    edit.set("order", "amount", "physicalType", "DECIMAL(12, 3)");
    edit.set("order", "amount", "logicalTypeOptions", null);
    edit.set("order", "note", "physicalName", "remark");
    edit.allow("order", "note", "caravan.coerce");
    same(
        edit,
        BLOCK.replace("required: true", "required: false")
            .replace("        logicalTypeOptions:\n          minimum: 0\n", "")
            .replace("all taxes in.\n", "all taxes in.\n        physicalType: DECIMAL(12, 3)\n")
            .replace("string}", "string, physicalName: remark, customProperties: [{property: caravan.coerce, value: true}]}"));
  }

  @Test
  void linesOfWindowsStayLinesOfWindows() {
    String windows = BLOCK.replace("\n", "\r\n");
    ContractEdit edit = edit(windows);
    edit.add("order", keys("name", "tier", "logicalType", "string"));
    edit.remove("order", "amount");
    assertThat(edit.text().replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
  }

  @Test
  void whatIsNotThereCannotBeChanged() {
    assertThatThrownBy(() -> edit(BLOCK).set("order", "tier", "required", "false"))
        .hasMessageContaining("order.odcs.yaml:")
        .hasMessageContaining("there is no 'tier'")
        .hasMessageContaining("[contract.edit]");
  }
}
