package dev.caravan.source.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.AnyProto;
import com.google.protobuf.ApiProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.SourceContextProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.TypeProto;
import com.google.protobuf.WrappersProto;
import dev.caravan.registry.RegisteredSchema;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A value in Protobuf's binary form behind the numbers of its message, as Confluent's wire format has them: how many
 * levels, then at each level which message of the file; a single zero is the first message.
 */
final class ProtobufValue implements ValueReader {
  /** Files that no registry keeps: they come with Protobuf. */
  private static final Map<String, FileDescriptor> KNOWN =
      Stream.of(
              AnyProto.getDescriptor(), ApiProto.getDescriptor(), DescriptorProto.getDescriptor().getFile(), DurationProto.getDescriptor(), EmptyProto.getDescriptor(),
              FieldMaskProto.getDescriptor(), SourceContextProto.getDescriptor(), StructProto.getDescriptor(), TimestampProto.getDescriptor(), TypeProto.getDescriptor(),
              WrappersProto.getDescriptor())
          .collect(Collectors.toUnmodifiableMap(FileDescriptor::getName, Function.identity()));
  private static final int DEEPEST = 100;

  private final FileDescriptor file;

  /**
   * @param referenced by the path they are imported by, each behind those that it needs itself
   * @throws UnknownSchema when the text is no schema, or names what is not there
   */
  ProtobufValue(RegisteredSchema registered, Map<String, RegisteredSchema> referenced) throws UnknownSchema {
    try {
      Map<String, FileDescriptor> files = new HashMap<>(KNOWN);
      for (Map.Entry<String, RegisteredSchema> each : referenced.entrySet()) {
        files.put(each.getKey(), linked(each.getKey(), each.getValue().text(), files));
      }
      this.file = linked("value.proto", registered.text(), files);
    } catch (DescriptorValidationException | RuntimeException e) {
      // The parser tells of texts that are no schemas by exceptions of many classes.
      throw new UnknownSchema("is no schema of Protobuf that can be read: " + e.getMessage());
    }
  }

  private static FileDescriptor linked(String name, String text, Map<String, FileDescriptor> files) throws DescriptorValidationException {
    FileDescriptorProto read = ProtoFile.read(name, text);
    // An import that nobody has may hold options only; a type that is missed is told of here.
    List<FileDescriptor> imported = read.getDependencyList().stream().map(files::get).filter(Objects::nonNull).toList();
    FileDescriptorProto.Builder known = read.toBuilder().clearDependency().clearPublicDependency();
    imported.forEach(each -> known.addDependency(each.getName()));
    for (int index : read.getPublicDependencyList()) {
      int at = imported.indexOf(files.get(read.getDependency(index)));
      if (at >= 0) {
        known.addPublicDependency(at);
      }
    }
    return FileDescriptor.buildFrom(known.build(), imported.toArray(FileDescriptor[]::new));
  }

  @Override
  public void write(byte[] bytes, int from, JsonGenerator out) throws IOException, UnreadableValue {
    DynamicMessage message;
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes, from, bytes.length - from);
      Descriptor type = type(in);
      message = DynamicMessage.parseFrom(type, in);
      in.checkLastTagWas(0);
    } catch (IOException e) {
      throw new UnreadableValue("is not what its schema says: " + e.getMessage(), e);
    }
    try {
      ProtobufJson.write(message, out);
    } catch (DateTimeException | ArithmeticException e) {
      throw new UnreadableValue("has a moment that is none: " + e.getMessage(), e);
    }
  }

  private Descriptor type(CodedInputStream in) throws IOException, UnreadableValue {
    int levels = in.readSInt32();
    if (levels < 0 || levels > DEEPEST) {
      throw new UnreadableValue("names its message by " + levels + " numbers");
    }
    Descriptor type = among(file.getMessageTypes(), levels == 0 ? 0 : in.readSInt32());
    for (int level = 1; level < levels; level++) {
      type = among(type.getNestedTypes(), in.readSInt32());
    }
    return type;
  }

  private static Descriptor among(List<Descriptor> types, int index) throws UnreadableValue {
    // Behind what the file declares stand the entries of maps, which nobody sends.
    if (index < 0 || index >= types.size() || types.get(index).getOptions().getMapEntry()) {
      throw new UnreadableValue("is message number " + index + ", which its schema does not have");
    }
    return types.get(index);
  }
}
