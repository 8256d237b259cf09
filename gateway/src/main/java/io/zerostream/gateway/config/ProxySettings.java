package io.zerostream.gateway.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * A reverse proxy that has asked people who they are, and says so in headers.
 *
 * @param userHeader header with the person's name, for example {@code X-Forwarded-User}; {@link GatewayConfig#NOT_ASKED} = no
 *     proxy is believed
 * @param groupsHeader header with the person's groups, separated by commas; {@link GatewayConfig#NOT_ASKED} = groups are not asked
 * @param addresses IP addresses that the proxy connects from, separated by commas: from any other the headers are not believed; {@link
 *     GatewayConfig#NOT_ASKED} = from none
 */
public record ProxySettings(String userHeader, String groupsHeader, String addresses) {
    /** @throws GatewayException naming the key that does not fit */
    public ProxySettings {
        header("access.proxy.user-header", userHeader);
        header("access.proxy.groups-header", groupsHeader);
        if (addresses.isBlank()) {
            throw new GatewayException("access.proxy.addresses is empty; give it a value");
        }
        for (String address : split(addresses)) {
            if (!isAddress(address)) {
                throw new GatewayException("access.proxy.addresses is '" + addresses + "', and '" + address
                        + "' is no IP address: write for example 10.0.0.5, 127.0.0.1");
            }
        }
    }

    /** No proxy is believed. */
    public static ProxySettings defaults() {
        return new ProxySettings(GatewayConfig.NOT_ASKED, GatewayConfig.NOT_ASKED, GatewayConfig.NOT_ASKED);
    }

    /** Whether a proxy is believed. */
    public boolean isOn() {
        return !userHeader.equals(GatewayConfig.NOT_ASKED);
    }

    /**
     * Whether what comes from an address is believed.
     *
     * @param address an IP address; of version 6 in brackets or without
     */
    public boolean believes(String address) {
        InetAddress from = parsed(address.replaceAll("[\\[\\]]", ""));
        return split(addresses).stream().map(ProxySettings::parsed).anyMatch(from::equals);
    }

    private static InetAddress parsed(String address) {
        try {
            // a number: no name server is asked
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new GatewayException("'" + address + "' is no IP address", e);
        }
    }

    /** @throws GatewayException when a header is believed and nobody who sends it */
    void demandWhole() {
        if (isOn() && split(addresses).isEmpty()) {
            throw new GatewayException("access.proxy.addresses is " + GatewayConfig.NOT_ASKED + ", so that nobody's "
                    + userHeader + " would be believed: name the addresses that the proxy connects from");
        }
    }

    /** What a list with commas has; of {@link GatewayConfig#NOT_ASKED} nothing. */
    static List<String> split(String list) {
        if (list.equals(GatewayConfig.NOT_ASKED)) {
            return List.of();
        }
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static boolean isAddress(String text) {
        return text.matches("[0-9a-fA-F:.]+") && (text.contains(":") || text.matches("\\d+(\\.\\d+){3}"));
    }

    private static void header(String key, String name) {
        if (!name.matches("[A-Za-z0-9-]+")) {
            throw new GatewayException(key + " is '" + name + "', which is no name of a header: write for example"
                    + " X-Forwarded-User, or " + GatewayConfig.NOT_ASKED);
        }
    }
}
