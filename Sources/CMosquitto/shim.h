#include <mosquitto.h>
#include <mqtt_protocol.h>

// The functions of OpenSSL that are needed on a connection of libmosquitto's.
struct ssl_st;
extern int SSL_write(struct ssl_st *connection, const void *bytes, int count);
extern int SSL_pending(const struct ssl_st *connection);
