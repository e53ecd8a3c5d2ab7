"""The engine on WebGPU without a graphics card: the plug-in on Mesa's software Vulkan, in the Debian 13 root."""
