package io.zerostream.cameras.stream;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whose signature under a camera's certificate is believed. FFmpeg checks by whom it is signed, until when it is valid, and
 * that it is for the name in the address; whether it is for an address in numbers FFmpeg does not check.
 *
 * @param file PEM of authorities, or of cameras that signed their own; read anew at each connection
 */
public record Authorities(Path file) {
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+|\\[.*\\]");
    private static final int HTTPS = 443;
    private static final int RTSPS = 322;

    /** What is wrong with the file; empty = there are certificates in it. */
    public Optional<String> problem() {
        try {
            return certificates().isEmpty()
                    ? Optional.of("there is no certificate in " + file + ": it is to be PEM, BEGIN CERTIFICATE")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("the certificates in " + file + " cannot be read: "
                    + e.getClass().getSimpleName());
        } catch (GeneralSecurityException e) {
            return Optional.of("what is in " + file + " is no certificate, which is to be PEM, BEGIN CERTIFICATE: "
                    + e.getMessage());
        }
    }

    private Collection<? extends Certificate> certificates() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
    }

    /**
     * Asks a camera that FFmpeg did not speak to for its certificate, to tell people what is wrong with that.
     *
     * @param patience longest time for its answer
     * @return empty = nothing is, or it shows none
     */
    Optional<String> refusal(URI url, Duration patience) {
        @Nullable String host = url.getHost();
        if (host == null) {
            return Optional.empty();
        }
        int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().startsWith("rtsp") ? RTSPS : HTTPS;
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), Math.toIntExact(patience.toMillis()));
            plain.setSoTimeout(Math.toIntExact(patience.toMillis()));
            try (SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, true)) {
                if (!NUMBERS.matcher(host).matches()) {
                    SSLParameters named = socket.getSSLParameters();
                    named.setEndpointIdentificationAlgorithm("HTTPS");
                    socket.setSSLParameters(named);
                }
                socket.startHandshake();
            }
            return Optional.empty();
        } catch (SSLException e) {
            return Optional.of("its certificate is not believed by those in " + file + " (--ca): " + innermost(e)
                    + "; put the certificate of who signed it there, or its own if it signed that itself, and call the"
                    + " camera by a name that is in its certificate");
        } catch (IOException | GeneralSecurityException e) {
            // it is away, or the file is: FFmpeg's own error says so
            return Optional.empty();
        }
    }

    private SSLContext context() throws IOException, GeneralSecurityException {
        KeyStore believed = KeyStore.getInstance(KeyStore.getDefaultType());
        believed.load(null, null);
        for (Certificate certificate : certificates()) {
            believed.setCertificateEntry("certificate-" + believed.size(), certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(believed);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static String innermost(Throwable e) {
        Throwable inner = e;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return String.valueOf(inner.getMessage());
    }
}
