//! Puts a dossier together. OWS is asked for what is not stored yet, for a few seconds; what it does
//! not tell in time is told as not checked.

use std::{sync::Arc, time::Duration};

use super::{CountedFlag, Dossier, DossierStore, Side};
use crate::domain::{
    clock::Clock,
    contracts::ContractService,
    counterparty::CounterpartyService,
    error::Error,
    risk::RiskService,
    sync::{Source, SyncStore},
    types::Bin,
};

/// Somebody waits for the answer.
const PATIENCE: Duration = Duration::from_secs(4);

/// Puts dossiers together.
#[derive(Clone)]
pub struct DossierService {
    store: Arc<dyn DossierStore>,
    sync: Arc<dyn SyncStore>,
    counterparty: CounterpartyService,
    contracts: ContractService,
    risk: RiskService,
    clock: Arc<dyn Clock>,
}

impl DossierService {
    /// A service over its ports.
    pub fn new(
        store: Arc<dyn DossierStore>,
        sync: Arc<dyn SyncStore>,
        counterparty: CounterpartyService,
        contracts: ContractService,
        risk: RiskService,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, sync, counterparty, contracts, risk, clock }
    }

    /// The dossier of a BIN.
    ///
    /// # Errors
    /// Where storage fails; what OWS does not tell is told as not known.
    pub async fn of(&self, bin: &Bin) -> Result<Dossier, Error> {
        let view = self.counterparty.view(bin).await?;
        let customer_read_at = match self.store.find_contracts_read(bin).await? {
            Some(at) => Some(at),
            None => {
                let reading = self.contracts.read_customer(bin);
                let read = tokio::time::timeout(PATIENCE, reading).await;
                matches!(read, Ok(Ok(()))).then(|| self.clock.now())
            }
        };
        let (as_customer, as_supplier, state) = tokio::join!(
            self.store.count_trade(Side::Customer, bin),
            self.store.count_trade(Side::Supplier, bin),
            self.sync.find_sync_state(Source::Contracts),
        );
        let mut flags: Vec<CountedFlag> = Vec::new();
        let mut looked_at = 0;
        for lot in &view.lots {
            let Ok((_view, evaluation)) = self.risk.of_lot(lot.id).await else { continue };
            looked_at += 1;
            for flag in evaluation.report.flags {
                match flags.iter_mut().find(|counted| counted.rule == flag.rule) {
                    Some(counted) => counted.lots += 1,
                    None => flags.push(CountedFlag { rule: flag.rule, lots: 1 }),
                }
            }
        }
        flags.sort_by(|a, b| b.lots.cmp(&a.lots).then_with(|| a.rule.cmp(&b.rule)));
        Ok(Dossier {
            view,
            as_customer: as_customer?,
            as_supplier: as_supplier?,
            flags,
            looked_at,
            customer_read_at,
            contracts_until: state?.watermark,
            at: self.clock.now(),
        })
    }
}
