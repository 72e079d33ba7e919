//! How it travels: messages, plan, limits; no sockets.
