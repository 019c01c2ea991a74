package dev.caravan.source.kafka;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.squareup.wire.schema.Field;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.internal.parser.EnumElement;
import com.squareup.wire.schema.internal.parser.FieldElement;
import com.squareup.wire.schema.internal.parser.MessageElement;
import com.squareup.wire.schema.internal.parser.OneOfElement;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import com.squareup.wire.schema.internal.parser.TypeElement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns the text of a {@code .proto} file into what messages are decoded by. Options, services and extensions are left
 * out: they say nothing of the form of a message.
 */
final class ProtoFile {
  private static final Map<String, Type> SCALARS =
      Stream.of(Type.values())
          .filter(type -> type != Type.TYPE_MESSAGE && type != Type.TYPE_ENUM && type != Type.TYPE_GROUP)
          .collect(Collectors.toMap(type -> type.name().substring("TYPE_".length()).toLowerCase(Locale.ROOT), Function.identity()));
  private static final String MAP = "map<";

  private final boolean proto3;

  private ProtoFile(boolean proto3) {
    this.proto3 = proto3;
  }

  /**
   * @param name by which other files import it
   * @throws IllegalStateException or IllegalArgumentException when the text is no such file
   */
  static FileDescriptorProto read(String name, String text) {
    ProtoFileElement file = ProtoParser.Companion.parse(Location.get(name), text);
    if (!file.getExtendDeclarations().isEmpty()) {
      throw new IllegalArgumentException("it extends messages");
    }
    boolean proto3 = String.valueOf(file.getSyntax()).equals("proto3");
    return new ProtoFile(proto3).file(name, file);
  }

  private FileDescriptorProto file(String name, ProtoFileElement file) {
    FileDescriptorProto.Builder built = FileDescriptorProto.newBuilder().setName(name).setSyntax(proto3 ? "proto3" : "proto2");
    if (file.getPackageName() != null) {
      built.setPackage(file.getPackageName());
    }
    built.addAllDependency(file.getImports());
    for (String each : file.getPublicImports()) {
      built.addPublicDependency(built.getDependencyCount()).addDependency(each);
    }
    for (TypeElement type : file.getTypes()) {
      if (type instanceof MessageElement message) {
        built.addMessageType(message(message));
      } else if (type instanceof EnumElement words) {
        built.addEnumType(words(words));
      }
    }
    return built.build();
  }

  private DescriptorProto message(MessageElement message) {
    if (!message.getGroups().isEmpty()) {
      throw new IllegalArgumentException("message " + message.getName() + " has groups");
    }
    DescriptorProto.Builder built = DescriptorProto.newBuilder().setName(message.getName());
    for (TypeElement type : message.getNestedTypes()) {
      if (type instanceof MessageElement nested) {
        built.addNestedType(message(nested));
      } else if (type instanceof EnumElement words) {
        built.addEnumType(words(words));
      }
    }
    for (OneOfElement choice : message.getOneOfs()) {
      for (FieldElement field : choice.getFields()) {
        built.addField(field(field, Label.LABEL_OPTIONAL).setOneofIndex(built.getOneofDeclCount()));
      }
      built.addOneofDecl(OneofDescriptorProto.newBuilder().setName(choice.getName()));
    }
    for (FieldElement field : message.getFields()) {
      plain(field, built);
    }
    List<FieldDescriptorProto> ordered = built.getFieldList().stream().sorted(Comparator.comparingInt(FieldDescriptorProto::getNumber)).toList();
    return built.clearField().addAllField(ordered).build();
  }

  private void plain(FieldElement field, DescriptorProto.Builder message) {
    if (field.getType().startsWith(MAP)) {
      message.addNestedType(entry(field)).addField(field(field, Label.LABEL_REPEATED).setTypeName(entryName(field)).setType(Type.TYPE_MESSAGE));
      return;
    }
    FieldDescriptorProto.Builder built = field(field, label(field));
    if (proto3 && field.getLabel() == Field.Label.OPTIONAL) {
      // Whether it is there is told by a choice of its own, which stands behind those that the file names.
      built.setProto3Optional(true).setOneofIndex(message.getOneofDeclCount());
      message.addOneofDecl(OneofDescriptorProto.newBuilder().setName("_" + field.getName()));
    }
    message.addField(built);
  }

  private static Label label(FieldElement field) {
    if (field.getLabel() == Field.Label.REPEATED) {
      return Label.LABEL_REPEATED;
    }
    return field.getLabel() == Field.Label.REQUIRED ? Label.LABEL_REQUIRED : Label.LABEL_OPTIONAL;
  }

  private static FieldDescriptorProto.Builder field(FieldElement field, Label label) {
    return typed(FieldDescriptorProto.newBuilder().setName(field.getName()).setNumber(field.getTag()).setLabel(label), field.getType());
  }

  private static FieldDescriptorProto.Builder typed(FieldDescriptorProto.Builder field, String type) {
    Type scalar = SCALARS.get(type);
    // Whether another name is a message or a list of words is found out when the file is linked.
    return scalar == null ? field.setTypeName(type) : field.setType(scalar);
  }

  private static DescriptorProto entry(FieldElement map) {
    String types = map.getType().substring(MAP.length(), map.getType().length() - 1);
    int comma = types.indexOf(',');
    DescriptorProto.Builder entry = DescriptorProto.newBuilder().setName(entryName(map));
    entry.addField(typed(FieldDescriptorProto.newBuilder().setName("key").setNumber(1).setLabel(Label.LABEL_OPTIONAL), types.substring(0, comma).strip()));
    entry.addField(typed(FieldDescriptorProto.newBuilder().setName("value").setNumber(2).setLabel(Label.LABEL_OPTIONAL), types.substring(comma + 1).strip()));
    entry.getOptionsBuilder().setMapEntry(true);
    return entry.build();
  }

  /** As the compiler of Protobuf names it, so that no message of the file has that name. */
  private static String entryName(FieldElement map) {
    return Arrays.stream(map.getName().split("_")).filter(word -> !word.isEmpty())
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining("", "", "Entry"));
  }

  private static EnumDescriptorProto words(EnumElement words) {
    EnumDescriptorProto.Builder built = EnumDescriptorProto.newBuilder().setName(words.getName());
    words.getConstants().forEach(each -> built.addValueBuilder().setName(each.getName()).setNumber(each.getTag()));
    // Two names of one number are allowed by an option, which the registry has already seen to.
    built.getOptionsBuilder().setAllowAlias(true);
    return built.build();
  }
}
