package io.zerostream.cameras.stream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    private static final String BEGINS = "-----BEGIN CERTIFICATE-----";
    private static final String PEM = "it is to be PEM, text with " + BEGINS;
    private static final int HTTPS = 443;
    private static final int RTSPS = 322;

    /** What is wrong with the file; empty = there are certificates in it, one of them valid now. */
    public Optional<String> problem() {
        if (Files.isDirectory(file)) {
            return Optional.of(file + " is a folder, and not a file of certificates: " + PEM);
        }
        try {
            List<X509Certificate> all = certificates();
            if (all.isEmpty()) {
                return Optional.of("there is no certificate in " + file + ": " + PEM);
            }
            return all.stream().anyMatch(Authorities::isValid)
                    ? Optional.empty()
                    : Optional.of("in " + file + " there is no certificate that is valid now: " + times(all)
                            + "; put a new one there");
        } catch (NoSuchFileException e) {
            return Optional.of("there is no file " + file + " with certificates");
        } catch (IOException e) {
            return Optional.of("the certificates in " + file + " cannot be read: "
                    + e.getClass().getSimpleName());
        } catch (GeneralSecurityException e) {
            return Optional.of("what is in " + file + " is no certificate: " + PEM + " (" + e.getMessage() + ")");
        }
    }

    private List<X509Certificate> certificates() throws IOException, GeneralSecurityException {
        byte[] content = Files.readAllBytes(file);
        // Java reads others too, and FFmpeg would believe nobody without saying why
        if (!new String(content, StandardCharsets.ISO_8859_1).contains(BEGINS)) {
            return List.of();
        }
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content)).stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static boolean isValid(X509Certificate certificate) {
        Instant now = Instant.now();
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    private static String times(List<X509Certificate> certificates) {
        return certificates.stream()
                .map(one -> Instant.now().isBefore(one.getNotBefore().toInstant())
                        ? "the time of " + one.getSubjectX500Principal() + " begins at "
                                + one.getNotBefore().toInstant()
                        : "the time of " + one.getSubjectX500Principal() + " is over since "
                                + one.getNotAfter().toInstant())
                .collect(Collectors.joining(", "));
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
                return unlikeJava(socket.getSession().getPeerCertificates());
            }
        } catch (SSLException e) {
            return Optional.of(
                    isOfCertificate(e)
                            ? notBelieved() + innermost(e) + "; put the certificate of who signed it there, or its own"
                                    + " if it signed that itself, and call the camera by a name that is in its"
                                    + " certificate"
                            : "TLS with it fails: " + innermost(e) + "; look whether it speaks TLS at this port, and a"
                                    + " version of it that is in use");
        } catch (IOException | GeneralSecurityException e) {
            // it is away, or the file is: FFmpeg's own error says so
            return Optional.empty();
        }
    }

    private String notBelieved() {
        return "its certificate is not believed by those in " + file + " (--ca): ";
    }

    /**
     * What FFmpeg asks of certificates in the file and Java does not: that their time is not over, and that they go up to one
     * that signed itself.
     */
    private Optional<String> unlikeJava(Certificate[] shown) throws IOException, GeneralSecurityException {
        List<X509Certificate> all = certificates();
        Set<X509Certificate> used = new LinkedHashSet<>();
        for (Certificate one : shown) {
            if (one instanceof X509Certificate camera) {
                all.stream()
                        .filter(known -> known.equals(camera) || signed(known, camera))
                        .forEach(used::add);
            }
        }
        List<X509Certificate> outdated =
                used.stream().filter(known -> !isValid(known)).toList();
        if (!used.isEmpty() && outdated.size() == used.size()) {
            return Optional.of(notBelieved() + times(outdated) + "; put a new one there");
        }
        while (used.addAll(all.stream()
                .filter(known -> used.stream().anyMatch(other -> signed(known, other)))
                .toList())) {}
        return used.stream().anyMatch(known -> signed(known, known))
                ? Optional.empty()
                : Optional.of(notBelieved() + "none of those who signed it signed itself; put the certificates of all"
                        + " who signed there, up to one that signed itself");
    }

    private static boolean signed(X509Certificate by, X509Certificate certificate) {
        return by.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static boolean isOfCertificate(Throwable e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException) {
                return true;
            }
        }
        return false;
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
