package enum ChannelPlaceholder {}
