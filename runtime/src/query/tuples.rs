//! The tuples that a method accepts in place of one value.

/// Calls a macro with the tuples of one to eight types, each beside the type of its position in the select.
macro_rules! up_to_eight {
    ($tuples:ident) => {
        $tuples! {
            (A PA)
            (A PA, B PB)
            (A PA, B PB, C PC)
            (A PA, B PB, C PC, D PD)
            (A PA, B PB, C PC, D PD, E PE)
            (A PA, B PB, C PC, D PD, E PE, F PF)
            (A PA, B PB, C PC, D PD, E PE, F PF, G PG)
            (A PA, B PB, C PC, D PD, E PE, F PF, G PG, H PH)
        }
    };
}

/// The same for one to twelve types.
macro_rules! up_to_twelve {
    ($tuples:ident) => {
        $tuples! {
            (A PA)
            (A PA, B PB)
            (A PA, B PB, C PC)
            (A PA, B PB, C PC, D PD)
            (A PA, B PB, C PC, D PD, E PE)
            (A PA, B PB, C PC, D PD, E PE, F PF)
            (A PA, B PB, C PC, D PD, E PE, F PF, G PG)
            (A PA, B PB, C PC, D PD, E PE, F PF, G PG, H PH)
            (A PA, B PB, C PC, D PD, E PE, F PF, G PG, H PH, I PI)
            (A PA, B PB, C PC, D PD, E PE, F PF, G PG, H PH, I PI, J PJ)
            (A PA, B PB, C PC, D PD, E PE, F PF, G PG, H PH, I PI, J PJ, K PK)
            (A PA, B PB, C PC, D PD, E PE, F PF, G PG, H PH, I PI, J PJ, K PK, L PL)
        }
    };
}

pub(crate) use {up_to_eight, up_to_twelve};
