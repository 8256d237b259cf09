// The functions of one instruction set; signatures as in zerostream.h.
#pragma once
#include "zerostream.h"

struct Table {
    decltype(&zs_scan_forward) scan_forward;
    decltype(&zs_scan_backward) scan_backward;
    decltype(&zs_net_create) net_create;
    decltype(&zs_net_tensors) net_tensors;
    decltype(&zs_net_load) net_load;
    decltype(&zs_net_bytes) net_bytes;
    decltype(&zs_net_forward) net_forward;
    decltype(&zs_net_record) net_record;
    decltype(&zs_net_backward) net_backward;
    decltype(&zs_tape_free) tape_free;
    decltype(&zs_net_free) net_free;
    decltype(&zs_classes_create) classes_create;
    decltype(&zs_classes_bytes) classes_bytes;
    decltype(&zs_classes_put) classes_put;
    decltype(&zs_classes_match) classes_match;
    decltype(&zs_classes_free) classes_free;
};
