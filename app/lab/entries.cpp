#include "lab/lab.hpp"

namespace coalesce::lab {

const std::vector<Entry>& entries() {
    static const std::vector<Entry> all = {
        single_location_entry(),
        infinite_width_entry(),
        equiangular_entry(),
    };
    return all;
}

}  // namespace coalesce::lab
