package dev.caravan.quality;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The cells of a workbook with inline texts: sheet number (from 1) to rows of texts. */
final class ScanReport {
  private ScanReport() {}

  static Map<Integer, List<List<String>>> read(Path workbook) throws IOException, XMLStreamException {
    Map<Integer, List<List<String>>> sheets = new TreeMap<>();
    try (ZipFile zip = new ZipFile(workbook.toFile())) {
      for (int sheet = 1; zip.getEntry(name(sheet)) != null; sheet++) {
        try (InputStream in = zip.getInputStream(zip.getEntry(name(sheet)))) {
          sheets.put(sheet, rows(in));
        }
      }
    }
    return sheets;
  }

  private static String name(int sheet) {
    return "xl/worksheets/sheet" + sheet + ".xml";
  }

  private static List<List<String>> rows(InputStream in) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    XMLStreamReader xml = factory.createXMLStreamReader(in);
    List<List<String>> rows = new ArrayList<>();
    while (xml.hasNext()) {
      if (xml.next() == XMLStreamConstants.START_ELEMENT) {
        switch (xml.getLocalName()) {
          case "row" -> rows.add(new ArrayList<>());
          case "t", "v" -> rows.get(rows.size() - 1).add(xml.getElementText());
          default -> { }
        }
      }
    }
    return rows;
  }
}
