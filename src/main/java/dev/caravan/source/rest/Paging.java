package dev.caravan.source.rest;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import java.util.Optional;

/** How one gets from a page to the next. Where a read stands is a text that only the way to page understands. */
sealed interface Paging {

  /** Where the first page is; null when it needs no saying. */
  String first();

  /**
   * The request for a page.
   *
   * @param base the request without any page
   * @param at null for the first page, where that needs no saying
   */
  HttpRequest request(HttpRequest base, String at);

  /**
   * Where the next page is; empty behind the last.
   *
   * @param at where this page was
   * @param asked its request
   */
  Optional<String> next(String at, HttpRequest asked, HttpReply reply, Page page);

  /** Whether a place can become invalid while nobody reads. */
  default boolean expires() {
    return false;
  }

  /** All records at once. */
  record None() implements Paging {
    @Override
    public String first() {
      return null;
    }

    @Override
    public HttpRequest request(HttpRequest base, String at) {
      return base;
    }

    @Override
    public Optional<String> next(String at, HttpRequest asked, HttpReply reply, Page page) {
      return Optional.empty();
    }
  }

  /**
   * By link, in the reply's header or its body. Only the server that was asked is followed: each call
   * carries the login (I7).
   *
   * @param secret name of the parameter that carries a key, which is no part of a place (I6); blank for none
   */
  record Link(String secret) implements Paging {
    @Override
    public String first() {
      return null;
    }

    @Override
    public HttpRequest request(HttpRequest base, String at) {
      if (at == null) {
        return base;
      }
      Address origin = Address.of(base.address()).orElseThrow();
      Address address = origin.resolve(at).orElseThrow();
      return new HttpRequest(base.method(), address.url(), address.query(), base.headers(), null);
    }

    @Override
    public Optional<String> next(String at, HttpRequest asked, HttpReply reply, Page page) {
      Optional<String> link = page.next() != null ? Optional.of(page.next()) : LinkHeader.target(reply.headers().get("Link"), "next");
      if (link.isEmpty() || Boolean.FALSE.equals(page.more())) {
        return Optional.empty();
      }
      Address here = Address.of(asked.address()).orElseThrow();
      Address there = here.resolve(link.get()).filter(address -> address.origin().equals(here.origin())).orElseThrow(() -> elsewhere(asked, link.get()));
      String query = new HttpRequest("GET", there.url(), there.query(), java.util.Map.of(), null).without(secret).queryText();
      return Optional.of(there.path() + (query.isEmpty() ? "" : "?" + query));
    }

    private static CaravanException elsewhere(HttpRequest asked, String link) {
      int query = link.indexOf('?');
      return new CaravanException(
          Problem.of(ErrorCode.REST_ELSEWHERE, null, "The link to the next page leads elsewhere: " + asked)
              .required("a link to the same scheme, host and port", query < 0 ? link : link.substring(0, query)));
    }

    @Override
    public boolean expires() {
      return true;
    }
  }

  /**
   * By the number of records before the page. Counted by what came, whatever page size the server allows.
   *
   * @param most records that can be reached so
   */
  record Offset(String parameter, long most) implements Paging {
    @Override
    public String first() {
      return "0";
    }

    @Override
    public HttpRequest request(HttpRequest base, String at) {
      return base.without(parameter).with(parameter, at);
    }

    @Override
    public Optional<String> next(String at, HttpRequest asked, HttpReply reply, Page page) {
      long next = Long.parseLong(at) + page.rows();
      boolean over = page.rows() == 0 || Boolean.FALSE.equals(page.more()) || page.total() != null && next >= page.total();
      if (next >= most) {
        throw new CaravanException(
            Problem.of(ErrorCode.REST_PAGING, null, "There are more records than can be reached by offset: " + asked)
                .required("fewer than " + most, "at least " + next)
                .next("Narrow down what is asked for, or read it in another way."));
      }
      return over ? Optional.empty() : Optional.of(Long.toString(next));
    }
  }

  /** By the number of the page. A page with few records need not be the last one: an empty one is. */
  record Number(String parameter, int firstPage) implements Paging {
    @Override
    public String first() {
      return Integer.toString(firstPage);
    }

    @Override
    public HttpRequest request(HttpRequest base, String at) {
      return base.without(parameter).with(parameter, at);
    }

    @Override
    public Optional<String> next(String at, HttpRequest asked, HttpReply reply, Page page) {
      long next = Long.parseLong(at) + 1;
      boolean over = page.rows() == 0 || Boolean.FALSE.equals(page.more()) || page.pages() != null && next - firstPage >= page.pages();
      return over ? Optional.empty() : Optional.of(Long.toString(next));
    }
  }

  /** By a text that a page gives for the one behind it. */
  record Cursor(String parameter) implements Paging {
    @Override
    public String first() {
      return null;
    }

    @Override
    public HttpRequest request(HttpRequest base, String at) {
      return at == null ? base : base.without(parameter).with(parameter, at);
    }

    @Override
    public Optional<String> next(String at, HttpRequest asked, HttpReply reply, Page page) {
      return Boolean.FALSE.equals(page.more()) ? Optional.empty() : Optional.ofNullable(page.next());
    }

    @Override
    public boolean expires() {
      return true;
    }
  }
}
