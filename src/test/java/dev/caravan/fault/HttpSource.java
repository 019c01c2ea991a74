package dev.caravan.fault;

import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.sandbox.netsuite.NetSuiteSwitch;
import dev.caravan.sandbox.shop.ShopSimulator;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.stream.LongStream;

/** A kind of source over HTTP, with a simulator that behaves: it is what lies between that fails. */
sealed interface HttpSource extends AutoCloseable {

  String name();

  /** Where the simulator answers. */
  URI origin();

  /** The lines of the route's {@code from}, for a system that no other flow calls. */
  String from(String flow, String address, int number);

  /** How many calls go well first, so that the fault comes when some has been read and not all. */
  int callsBefore();

  /** What is to land, in order. */
  List<Long> ids();

  @Override
  void close();

  /** A paged JSON API. */
  record Rest(ShopSimulator shop) implements HttpSource {
    private static final int FIRST = 900_001;

    static Rest started(Operator operator) throws IOException {
      ShopSimulator shop = new ShopSimulator(0, 1, 0.006, 100_000, 100_000, Clock.systemUTC());
      operator.write("secrets/shop/token", shop.access().bearer().reveal());
      return new Rest(shop);
    }

    @Override
    public String name() {
      return "rest";
    }

    @Override
    public URI origin() {
      return URI.create(shop.baseUrl());
    }

    @Override
    public String from(String flow, String address, int number) {
      return """
          uri: kamelet:rest-source
          parameters:
            system: %s
            url: %s/api/page/orders
            query: limit=5
            records: /data
            paging: page
            pages: /meta/pages
            login: bearer
            credentials: shop
            batchRows: 10
          """.formatted(flow, address);
    }

    @Override
    public int callsBefore() {
      return 3;
    }

    @Override
    public List<Long> ids() {
      return LongStream.range(FIRST, FIRST + shop.records("orders")).boxed().toList();
    }

    @Override
    public void close() {
      shop.close();
    }
  }

  /** A NetSuite account asked by SuiteQL. */
  record SuiteQl(NetSuiteSimulator simulator) implements HttpSource {

    static SuiteQl started(Operator operator) throws IOException {
      NetSuiteAccount account = NetSuiteAccount.made(1);
      operator.write("secrets/netsuite/client-id", account.clientId());
      operator.write("secrets/netsuite/certificate-id", NetSuiteAccount.P256);
      operator.write("secrets/netsuite/private-key", account.privateKey(NetSuiteAccount.P256).reveal());
      return new SuiteQl(new NetSuiteSimulator(0, account, NetSuiteBehaviour.standard().with(NetSuiteSwitch.CONCURRENCY_LIMIT, "1000"), 1, 0.01, Clock.systemUTC()));
    }

    @Override
    public String name() {
      return "suiteql";
    }

    @Override
    public URI origin() {
      return URI.create(simulator.baseUrl());
    }

    @Override
    public String from(String flow, String address, int number) {
      return """
          uri: kamelet:netsuite-suiteql-source
          parameters:
            account: "%d"
            baseUrl: %s
            algorithm: ES256
            query: SELECT id, companyname, lastmodifieddate FROM customer
            cursor: lastmodifieddate, id
            batchRows: 30
          """.formatted(1_000_000 + number, address);
    }

    @Override
    public int callsBefore() {
      return 2;
    }

    @Override
    public List<Long> ids() {
      return simulator.numbers("SELECT id FROM customer ORDER BY id");
    }

    @Override
    public void close() {
      simulator.close();
    }
  }
}
