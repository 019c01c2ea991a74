package dev.caravan.cli.doctor;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a server that shows one certificate, whatever name it is called by: a process of this machine is called by
 * the address that it is bound to, which is in no certificate. Immutable.
 */
final class OneCertificate extends X509ExtendedTrustManager {
  private final X509Certificate trusted;

  OneCertificate(X509Certificate trusted) {
    this.trusted = trusted;
  }

  SSLContext context() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {this}, null);
    return context;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (!chain[0].equals(trusted)) {
      throw new CertificateException("the server shows another certificate than that of the settings");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authentication, Socket socket) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authentication, SSLEngine engine) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authentication) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authentication, Socket socket) throws CertificateException {
    throw new CertificateException("no clients");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authentication, SSLEngine engine) throws CertificateException {
    throw new CertificateException("no clients");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authentication) throws CertificateException {
    throw new CertificateException("no clients");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
