package dev.caravan.runtime.vault;

import dev.caravan.CaravanException;
import dev.caravan.kill.CaravanProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A real process that reads one secret as programs do on a machine of Azure. The library takes the address of the
 * machine's service from the environment, which no process can change of itself.
 */
final class MachineProcess {
  private static final String READ = "read ";
  private static final String REFUSED = "refused ";

  private MachineProcess() {}

  /**
   * @param service of the machine, or what takes its place
   * @param certificate folder with that of the vault
   * @param clientId empty for the machine's own identity
   * @return what the process says of the secret: its value, or why there is none
   */
  static String reads(String service, String vault, Path certificate, String clientId, String name) throws IOException, InterruptedException {
    List<String> command = CaravanProcess.javaWithTests();
    command.addAll(List.of(MachineProcess.class.getName(), vault, certificate.toString(), clientId, name));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("IDENTITY_") || variable.startsWith("MSI_"));
    builder.environment().put("AZURE_POD_IDENTITY_AUTHORITY_HOST", service);
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    process.waitFor();
    return lines.stream().filter(line -> line.startsWith(READ) || line.startsWith(REFUSED)).findFirst().orElse(String.join("\n", lines));
  }

  static String read(String value) {
    return READ + value;
  }

  public static void main(String[] arguments) throws Exception {
    URI vault = URI.create(arguments[0]);
    KeyVaultLogin login = new KeyVaultLogin.ManagedIdentity(arguments[2].isEmpty() ? null : arguments[2]);
    HttpClient.Builder http = HttpClient.newBuilder().sslContext(SelfSigned.made(Path.of(arguments[1])));
    AzureKeyVault opened = new AzureKeyVault(new KeyVaultConfig(vault, vault, login, Duration.ofSeconds(30)), http);
    try {
      System.out.println(read(opened.read(arguments[3]).reveal()));
    } catch (CaravanException e) {
      System.out.println(REFUSED + e.code().code() + " " + e.getMessage().replace('\n', ' '));
    } finally {
      opened.close();
    }
    System.exit(0);
  }
}
