-- What every farm starts with, its own or the sample. Each row may be renamed or switched off; none is needed by its
-- words, only the accounts by their role and the rows that company_settings points at by their id.
--  * Units: the factor says how many of base_unit one of the unit is, in hundred-millionths. BOX, PACK, SPOOL and
--    ROLL are their own base: what is in one is a fact of the product. An ounce is 28.349523125 g and is rounded in
--    its eighth decimal; the pound is exact.
--  * business_work_days counts from 0 = Monday, as week_start does.

INSERT INTO units_of_measure (code, name, base_unit, conversion_factor, uom_class, is_default) VALUES
    ('EA'   , 'Each'       , 'EA'   ,    100000000, 'each'  , 1),
    ('PCS'  , 'Pieces'     , 'EA'   ,    100000000, 'each'  , 0),
    ('DOZEN', 'Dozen'      , 'EA'   ,   1200000000, 'each'  , 0),
    ('BOX'  , 'Box'        , 'BOX'  ,    100000000, 'each'  , 0),
    ('PACK' , 'Pack'       , 'PACK' ,    100000000, 'each'  , 0),
    ('SPOOL', 'Spool'      , 'SPOOL',    100000000, 'each'  , 0),
    ('ROLL' , 'Roll'       , 'ROLL' ,    100000000, 'each'  , 0),
    ('G'    , 'Gram'       , 'G'    ,    100000000, 'mass'  , 1),
    ('MG'   , 'Milligram'  , 'G'    ,       100000, 'mass'  , 0),
    ('KG'   , 'Kilogram'   , 'G'    , 100000000000, 'mass'  , 0),
    ('OZ'   , 'Ounce'      , 'G'    ,   2834952313, 'mass'  , 0),
    ('LB'   , 'Pound'      , 'G'    ,  45359237000, 'mass'  , 0),
    ('MM'   , 'Millimetre' , 'MM'   ,    100000000, 'length', 1),
    ('CM'   , 'Centimetre' , 'MM'   ,   1000000000, 'length', 0),
    ('M'    , 'Metre'      , 'MM'   , 100000000000, 'length', 0),
    ('IN'   , 'Inch'       , 'MM'   ,   2540000000, 'length', 0),
    ('FT'   , 'Foot'       , 'MM'   ,  30480000000, 'length', 0),
    ('ML'   , 'Millilitre' , 'ML'   ,    100000000, 'volume', 1),
    ('L'    , 'Litre'      , 'ML'   , 100000000000, 'volume', 0),
    ('GAL'  , 'Gallon (US)', 'ML'   , 378541178400, 'volume', 0),
    ('MIN'  , 'Minute'     , 'MIN'  ,    100000000, 'time'  , 1),
    ('HR'   , 'Hour'       , 'MIN'  ,   6000000000, 'time'  , 0);

-- One place and one work center, so that the first product can be received and made without any setting up.
INSERT INTO inventory_locations (id, name, code, type) VALUES (1, 'Main warehouse', 'MAIN', 'warehouse');
INSERT INTO work_centers (id, code, name, center_type) VALUES (1, 'PRINT', 'Print farm', 'production');

INSERT INTO company_settings
    (id, settings_json, business_hours_start, business_hours_end, business_days_per_week, business_work_days, timezone,
     default_location_id, default_work_center_id)
VALUES
    (1, '{}', 9, 17, 5, '0,1,2,3,4', 'UTC', 1, 1);

INSERT INTO scrap_reasons (code, name, description, sequence) VALUES
    ('ADHESION'      , 'Came off the bed'        , 'Lost its hold on the build plate'                  ,  10),
    ('STRINGING'     , 'Stringing'               , 'Threads between walls beyond what cleaning removes',  20),
    ('WARPING'       , 'Warped'                  , 'Corners lifted'                                    ,  30),
    ('LAYER_SHIFT'   , 'Layer shift'             , 'Layers displaced along X or Y'                     ,  40),
    ('CLOG'          , 'Nozzle clogged'          , 'Under-extrusion or none at all'                    ,  50),
    ('RUNOUT'        , 'Filament ran out'        , 'The spool ended or tangled during the print'       ,  60),
    ('SURFACE'       , 'Surface defect'          , 'Blobs, scars, ringing or poor top layers'          ,  70),
    ('DIMENSION'     , 'Out of tolerance'        , 'Does not fit or measure as drawn'                  ,  80),
    ('WRONG_MATERIAL', 'Wrong material or colour', 'Printed from the wrong slot or spool'              ,  90),
    ('POWER'         , 'Power or network lost'   , 'The print stopped and could not resume'            , 100),
    ('HANDLING'      , 'Damaged in handling'     , 'Broken in removal, finishing, assembly or packing' , 110),
    ('SETUP'         , 'Setup and test piece'    , 'Planned first pieces and purge'                    , 120),
    ('OTHER'         , 'Other'                   , 'Told in the notes'                                 , 130);

INSERT INTO gl_accounts (code, name, account_type, role) VALUES
    ('1000', 'Cash and bank'                    , 'asset'    , 'cash'),
    ('1100', 'Accounts receivable'              , 'asset'    , 'receivable'),
    ('1200', 'Inventory: materials and supplies', 'asset'    , 'inventory_raw'),
    ('1210', 'Inventory: finished goods'        , 'asset'    , 'inventory_finished'),
    ('1220', 'Work in process'                  , 'asset'    , 'wip'),
    ('2000', 'Accounts payable'                 , 'liability', 'payable'),
    ('2010', 'Goods received, not invoiced'     , 'liability', 'grni'),
    ('2100', 'Sales tax payable'                , 'liability', 'sales_tax_payable'),
    ('3000', 'Opening balances'                 , 'equity'   , 'opening_balance'),
    ('4000', 'Sales'                            , 'revenue'  , 'sales'),
    ('4010', 'Shipping charged'                 , 'revenue'  , 'shipping_income'),
    ('4090', 'Discounts given'                  , 'revenue'  , 'discounts'),
    ('5000', 'Cost of goods sold'               , 'expense'  , 'cogs'),
    ('5100', 'Scrap'                            , 'expense'  , 'scrap'),
    ('5110', 'Inventory adjustments'            , 'expense'  , 'inventory_adjustment'),
    ('5200', 'Purchase price variance'          , 'expense'  , 'purchase_price_variance'),
    ('5210', 'Production variance'              , 'expense'  , 'production_variance'),
    ('5300', 'Labour absorbed'                  , 'expense'  , 'labor_absorbed'),
    ('5310', 'Overhead absorbed'                , 'expense'  , 'overhead_absorbed');
