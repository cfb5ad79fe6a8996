// GNU libmicrohttpd (Debian libmicrohttpd-dev).
#ifndef MEDSEAL_CMICROHTTPD_SHIM_H
#define MEDSEAL_CMICROHTTPD_SHIM_H

#include <microhttpd.h>

// MHD_start_daemon, MHD_get_connection_info and MHD_get_daemon_info are variadic, which Swift does not import.

typedef void *(*medseal_mhd_uri_callback)(void *context, const char *uri, struct MHD_Connection *connection);
typedef size_t (*medseal_mhd_unescape_callback)(void *context, struct MHD_Connection *connection, char *text);

static inline struct MHD_Daemon *medseal_mhd_start(int listen_socket, unsigned int threads, unsigned int connections,
    unsigned int connections_per_address, unsigned int idle_timeout_seconds, size_t connection_memory, void *context,
    MHD_AccessHandlerCallback handler, medseal_mhd_uri_callback uri, medseal_mhd_unescape_callback unescape,
    MHD_RequestCompletedCallback completed) {
    // poll, not epoll: with epoll, 0.9.75's MHD_quiesce_daemon and its worker threads race to remove the listening socket,
    // and the loser ends the process.
    return MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, handler, context, MHD_OPTION_LISTEN_SOCKET,
        (MHD_socket)listen_socket, MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, connections_per_address, MHD_OPTION_CONNECTION_TIMEOUT, idle_timeout_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, uri,
        context, MHD_OPTION_UNESCAPE_CALLBACK, unescape, context, MHD_OPTION_NOTIFY_COMPLETED, completed, context,
        MHD_OPTION_END);
}

static inline const struct sockaddr *medseal_mhd_client_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

// Bytes from the request line to the empty line, both included.
static inline size_t medseal_mhd_header_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

static inline unsigned int medseal_mhd_connection_count(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    return info ? info->num_connections : 0;
}

#endif
